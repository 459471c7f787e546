using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>How the egress speaks to the arena and the matcher of a run.</summary>
internal static class ArenaSeam
{
    /// <summary>A text made from several secrets is known by all their names.</summary>
    public static void Register(this SecretArena arena, Labels labels, string text) =>
        arena.Register(labels.All.Count == 1 ? labels.All[0] : new Label(string.Join(", ", labels.All.Select(l => l.Name))), text);

    public static void Register(this SecretArena arena, Label label, string text) { }

    public static Value Scrub(this SecretArena arena, Value value) => value;
    public static string ScrubText(this SecretArena arena, string text) => text;
}
