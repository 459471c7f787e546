namespace Keyway.Engine.Runs;

/// <summary>What a run does next.</summary>
public abstract record Decision
{
    private Decision() { }

    public sealed record Execute(int Step, int Attempt) : Decision;

    /// <summary>Jumped over by a <c>goto</c>.</summary>
    public sealed record Skip(int Step) : Decision;

    public sealed record Sleep(DateTimeOffset Until) : Decision;

    /// <summary>Until its credentials come.</summary>
    public sealed record Wait(IReadOnlyList<string> Names) : Decision;

    public sealed record Finish(RunStatus Status, string? Code) : Decision;

    /// <summary>It is over.</summary>
    public sealed record Nothing : Decision
    {
        public static readonly Nothing Instance = new();
    }
}
