using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

internal static class RunArena
{
    /// <summary>A text made from several secrets is known by all their names.</summary>
    public static void Register(this SecretArena arena, Labels labels, string text) =>
        arena.Register(labels.All.Count == 1 ? labels.All[0] : new Label(string.Join(", ", labels.All.Select(l => l.Name))), text);
}
