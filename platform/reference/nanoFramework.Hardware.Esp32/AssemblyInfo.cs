[assembly: System.Reflection.AssemblyVersion("1.6.42.0")]
