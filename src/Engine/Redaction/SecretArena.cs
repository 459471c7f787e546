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
    private readonly List<Secret> _secrets = [];
    private HashSet<string>? _index;
    private volatile Matcher? _matcher = Matcher.Nothing;

    public bool IsEmpty => ReferenceEquals(_matcher, Matcher.Nothing);

    /// <summary>Adds a credential's text, or a text that was made from one and is about to leave in a request (a Basic header, a signature).</summary>
    public void Register(Label label, string text)
    {
        if (text.Length == 0) return;
        lock (_lock)
        {
            if (IsKnown(text)) return;
            _secrets.Add(new(label, text));
            _matcher = null;
        }
    }

    /// <summary>Finds every secret registered so far. A snapshot: what is registered later is found by the next one.</summary>
    public Matcher Matcher
    {
        get
        {
            if (_matcher is { } current) return current;
            lock (_lock) return _matcher ??= new Matcher([.. _secrets]);
        }
    }

    private bool IsKnown(string text)
    {
        if (_index is null && _secrets.Count < IndexAbove)
        {
            foreach (var secret in _secrets)
                if (secret.Text == text) return true;
            return false;
        }
        _index ??= [.. _secrets.Select(s => s.Text)];
        return !_index.Add(text);
    }
}

/// <summary>A text to be found and the label that takes its place. A class, so that no record prints it.</summary>
internal sealed class Secret(Label label, string text)
{
    public Label Label => label;
    public string Text => text;
}
