using Keyway.Engine.Catalog;
using Keyway.Engine.Sealing;
using Keyway.Engine.Values;

namespace Keyway.Server.Deployments;

/// <summary>What expressions see as <c>env</c>: the operator's values, each labelled, in one frozen snapshot that a change replaces.</summary>
public sealed class EnvironmentValues(ICatalogStore catalog, Sealer sealer)
{
    /// <summary>The kind under which values are sealed: bound to it, so that a sealed secret cannot be moved here.</summary>
    public const string SealedAs = "env";

    private volatile Box _current = new(new ObjectValue().Freeze());

    private sealed record Box(Value Value);

    public Value Current => _current.Value;

    public async Task Load(CancellationToken ct)
    {
        var map = new ObjectValue();
        foreach (var item in await catalog.ListItems(CatalogKind.Environment, ct))
        {
            if (item.Sealed is not { } box) continue;
            var text = System.Text.Encoding.UTF8.GetString(sealer.OpenItem(SealedAs, item.Name, box.Span));
            map.Set(item.Name, Value.From(text).With(Labels.Of(new Label("env." + item.Name))));
        }
        _current = new(map.Freeze());
    }
}
