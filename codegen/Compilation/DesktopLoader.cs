using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Loader;

namespace Striate.Codegen.Compilation;

/// <summary>
/// Runs compiled assemblies on desktop .NET: the very bytes that the device gets. References to nanoFramework's mscorlib
/// are answered by the framework's own mscorlib, which forwards the types that both have.
/// </summary>
public sealed class DesktopLoader : IDisposable
{
    private readonly Context _context;

    private DesktopLoader(Context context) => _context = context;

    /// <summary>Loads assemblies that may refer to each other; disposing unloads them.</summary>
    /// <exception cref="BadImageFormatException">An image is not a .NET assembly.</exception>
    public static DesktopLoader Load(params IReadOnlyList<CompiledAssembly> assemblies)
    {
        var context = new Context(assemblies);
        foreach (var assembly in assemblies)
        {
            context.LoadFromAssemblyName(new AssemblyName(assembly.Name));
        }

        return new DesktopLoader(context);
    }

    /// <summary>The type with a full name, from whichever assembly holds it.</summary>
    /// <exception cref="TypeLoadException">None of the assemblies does.</exception>
    public Type GetType(string fullName) =>
        _context.Assemblies.Select(assembly => assembly.GetType(fullName)).FirstOrDefault(type => type is not null)
        ?? throw new TypeLoadException(
            $"none of {string.Join(", ", _context.Assemblies.Select(assembly => assembly.GetName().Name))} holds type '{fullName}'"
        );

    /// <summary>A public static method as a delegate.</summary>
    /// <exception cref="MissingMethodException">The type has no such method with the delegate's signature.</exception>
    public TDelegate GetMethod<TDelegate>(string typeName, string methodName)
        where TDelegate : Delegate
    {
        var type = GetType(typeName);
        var parameters = typeof(TDelegate).GetMethod("Invoke")!.GetParameters();
        var method =
            type.GetMethod(methodName, [.. parameters.Select(parameter => parameter.ParameterType)])
            ?? throw new MissingMethodException(typeName, methodName);
        return method.CreateDelegate<TDelegate>();
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Unload();

    private sealed class Context(IReadOnlyList<CompiledAssembly> assemblies) : AssemblyLoadContext(isCollectible: true)
    {
        private readonly FrozenDictionary<string, CompiledAssembly> _images = assemblies.ToFrozenDictionary(assembly => assembly.Name);

        // Null leaves the name to the framework, which resolves mscorlib of any version to its facade.
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is not { } name || !_images.TryGetValue(name, out var assembly))
            {
                return null;
            }

            using var stream = new MemoryStream([.. assembly.Image], writable: false);
            return LoadFromStream(stream);
        }
    }
}
