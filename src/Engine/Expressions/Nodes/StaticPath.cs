using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary>An expression that is one static path, as a walk: no evaluator, no frames, nothing allocated.</summary>
internal sealed class StaticPath
{
    private readonly Root _root;
    private readonly PropertyName[] _names;

    private StaticPath(Root root, PropertyName[] names)
    {
        _root = root;
        _names = names;
    }

    /// <summary>The walk that a node stands for; null when it is more than that.</summary>
    public static StaticPath? Of(Node node) => TryTake(node, out var root, out var names) ? new StaticPath(root!.Root, [.. names!]) : null;

    /// <summary>Takes a chain of names apart down to <c>steps</c> or <c>env</c>.</summary>
    public static bool TryTake(Node node, out ScopeRoot? root, out List<PropertyName>? names)
    {
        names = [];
        if (node is Chain chain) node = chain.Inner;
        while (node is Member member)
        {
            names.Add(member.Property);
            node = member.Target;
            if (node is Chain inner) node = inner.Inner;
        }
        names.Reverse();
        root = node as ScopeRoot;
        return root is not null;
    }

    /// <summary>
    /// False where a name is not simply there: what is undefined then, and what is an error, the nodes know.
    /// </summary>
    public bool TryRead(EvaluationScope scope, out Value value)
    {
        value = _root == Root.Steps ? scope.Steps : scope.Env;
        foreach (var name in _names)
        {
            if (value.TryGetObject(out var map))
            {
                value = map.Get(name.Text);
                if (value.IsUndefined) return false;
            }
            else if (name.Index >= 0 && value.TryGetArray(out var list) && name.Index < list.Count) value = list[name.Index];
            else return false;
        }
        return true;
    }
}
