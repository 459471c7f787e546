using Keyway.Engine.Redaction;

namespace Keyway.Engine.Runs;

/// <summary>Data of a run on its way to or from a store.</summary>
public abstract record Payload
{
    private Payload() { }

    /// <summary>To be written, sealed with the run's key. Only the redactor can make what is in it.</summary>
    public sealed record Kept(Redacted Data) : Payload;

    /// <summary>As read back: recorded JSON, opened.</summary>
    public sealed record Opened(ReadOnlyMemory<byte> Data) : Payload;

    /// <summary>Never written, or not kept beyond the run's end, because of no-store or the workflow's history setting.</summary>
    public sealed record Withheld : Payload
    {
        public static readonly Withheld Instance = new();
    }

    /// <summary>Written once and destroyed since, by retention or by a person; or damaged beyond opening.</summary>
    public sealed record Destroyed : Payload
    {
        public static readonly Destroyed Instance = new();
    }
}
