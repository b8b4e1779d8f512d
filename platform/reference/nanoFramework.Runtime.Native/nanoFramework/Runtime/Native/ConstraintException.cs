namespace nanoFramework.Runtime.Native;

public class ConstraintException : System.Exception { }
