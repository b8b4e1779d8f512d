[assembly: System.Reflection.AssemblyVersion("1.1.62.0")]
