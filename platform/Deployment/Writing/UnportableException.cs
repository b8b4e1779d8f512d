namespace Striate.Platform.Deployment.Writing;

/// <summary>Something that a .pe cannot hold.</summary>
internal sealed class UnportableException(Diagnostic diagnostic) : Exception(diagnostic.ToString())
{
    public Diagnostic Diagnostic => diagnostic;
}
