namespace Keyway.Engine.Workflows;

/// <summary>The problems of one check, as they are found.</summary>
internal sealed class Problems
{
    /// <summary>A file that is broken all over is not told so ten thousand times.</summary>
    public const int Max = 500;

    private readonly List<Problem> _all = [];
    private readonly HashSet<SourceSpot> _places = [];

    public bool HasErrors { get; private set; }

    public void Error(string code, SourceSpot at, string message, string? suggestion = null)
    {
        HasErrors = true;
        // One error a place: the first is the most basic, and what follows from it at the same place tells the author nothing.
        if (_places.Add(at)) Add(new(code, Hint(message, suggestion), at, suggestion));
    }

    public void Warn(string code, SourceSpot at, string message, string? suggestion = null) =>
        Add(new(code, Hint(message, suggestion), at, suggestion, IsWarning: true));

    /// <summary>In the order of the source.</summary>
    public IReadOnlyList<Problem> InOrder() => [.. _all.OrderBy(p => p.At.Line).ThenBy(p => p.At.Column)];

    /// <summary>A name as a message shows it: names are the author's words, and still no message grows with them.</summary>
    public static string Shown(string name) => name.Length <= 64 ? name : name[..63] + "…";

    private void Add(Problem problem)
    {
        if (_all.Count < Max) _all.Add(problem);
    }

    private static string Hint(string message, string? suggestion) => suggestion is null ? message : message + $" Did you mean '{suggestion}'?";
}
