[assembly: System.Reflection.AssemblyVersion("1.5.116.0")]
