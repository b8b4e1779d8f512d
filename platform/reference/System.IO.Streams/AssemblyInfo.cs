[assembly: System.Reflection.AssemblyVersion("1.1.96.0")]
