using Keyway.Engine.Workflows;

namespace Keyway.Server.Workflows;

/// <summary>What reading a workflow file comes to.</summary>
public abstract record SourceRead
{
    private SourceRead() { }

    public sealed record Read(SourceNode Source) : SourceRead;

    /// <summary>The text is not YAML or JSON, or is more than a workflow may be.</summary>
    public sealed record Failed(Problem Problem) : SourceRead;
}
