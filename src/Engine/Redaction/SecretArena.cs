using Keyway.Engine.Values;

namespace Keyway.Engine.Redaction;

/// <summary>
/// The secrets of one run, alive only in memory: registered as they come into being, forgotten with the run. Parallel steps share it.
/// </summary>
/// <remarks>
/// Registering only stores. What it costs to be able to find a secret is paid when something first heads for a sink,
/// which for a no-store run may be never.
/// </remarks>
public sealed class SecretArena
{
    private const int IndexAbove = 16;

    private readonly Lock _lock = new();
    private readonly List<Secret> _fresh = [];
    private readonly List<Secret> _derived = [];
    private readonly List<Secret> _known = [];
    private HashSet<string>? _index;
    private NeedleTable[] _tables = [];
    private volatile Matcher? _matcher = Matcher.Nothing;

    public bool IsEmpty => ReferenceEquals(_matcher, Matcher.Nothing);

    /// <summary>Adds a credential's text.</summary>
    public void Register(Label label, string text) => Add(_fresh, label, text);

    /// <summary>
    /// Adds a text that was made from credentials and is about to leave in a request: a Basic header, a signature, a sentence with a token in it.
    /// One that still holds a credential whole is found by that credential, and its other words are nobody's secret: of it only long
    /// runs like a signature are looked for. Nothing is of a short one: a labelled <c>true</c> must not blacken every other.
    /// </summary>
    public void Register(Labels labels, string text)
    {
        if (text.Length >= Needle.Window) Add(_derived, labels.All.Count == 1 ? labels.All[0] : new Label(string.Join(", ", labels.All.Select(l => l.Name))), text);
    }

    /// <summary>Finds every secret registered so far. A snapshot: what is registered later is found by the next one.</summary>
    public Matcher Matcher
    {
        get
        {
            if (_matcher is { } current) return current;
            lock (_lock) return _matcher ??= Build();
        }
    }

    private void Add(List<Secret> to, Label label, string text)
    {
        if (text.Length == 0) return;
        var secret = new Secret(label, text);
        lock (_lock)
        {
            if (IsKnown(text)) return;
            _known.Add(secret);
            to.Add(secret);
            _matcher = null;
        }
    }

    private Matcher Build()
    {
        Include(_fresh);
        var matcher = new Matcher(_tables);
        List<Secret> unknown = [.. _derived.SelectMany(d => matcher.UnknownIn(d.Text).Select(text => new Secret(d.Label, text)))];
        _derived.Clear();
        if (unknown.Count == 0) return matcher;
        Include(unknown);
        return new Matcher(_tables);
    }

    /// <summary>
    /// Adds a table of the new secrets, joined with smaller ones before it: a run that fetches a secret for each of ten thousand users
    /// then builds each about a dozen times, not ten thousand times.
    /// </summary>
    private void Include(List<Secret> secrets)
    {
        if (secrets.Count == 0) return;
        var keep = _tables.Length;
        while (keep > 0 && _tables[keep - 1].Secrets.Length <= secrets.Count) secrets.InsertRange(0, _tables[--keep].Secrets);
        _tables = [.. _tables.AsSpan(0, keep), new NeedleTable([.. secrets])];
        secrets.Clear();
    }

    private bool IsKnown(string text)
    {
        if (_index is null && _known.Count < IndexAbove)
        {
            foreach (var secret in _known)
                if (secret.Text == text) return true;
            return false;
        }
        _index ??= [.. _known.Select(s => s.Text)];
        return !_index.Add(text);
    }
}

/// <summary>A text to be found and the label that takes its place. A class, so that no record prints it.</summary>
internal sealed class Secret(Label label, string text)
{
    public Label Label => label;
    public string Text => text;

    /// <summary>A line break at its end is left out of what is looked for, and goes with it where it was found.</summary>
    public bool EndsInSpace => char.IsWhiteSpace(text[^1]);
}
