using Keyway.Engine.Expressions.Nodes;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>What an expression reads, found by a walk over its nodes: the static paths and the secrets.</summary>
internal sealed class Findings
{
    /// <summary>
    /// Methods that give back something of what they were called on and with, and keep nothing. Any other could put a value where
    /// the result finds it (<c>list.push(token) > 0</c>), so below it everything flows.
    /// </summary>
    private static readonly HashSet<string> Pure =
    [
        "toString", "toLowerCase", "toUpperCase", "trim", "trimStart", "trimEnd", "slice", "substring", "startsWith", "endsWith", "includes", "indexOf", "has", "get", "split", "at",
        "charAt", "hasOwnProperty", "toFixed", "getTime", "isArray", "isInteger", "keys",
    ];

    private readonly string _source;
    private readonly List<PathReference> _references = [];
    private readonly List<SecretCall> _secrets = [];

    /// <summary>How many <c>reveal(...)</c> the walk is inside of.</summary>
    private int _reveals;

    private Findings(string source) => _source = source;

    public IReadOnlyList<PathReference> References => _references;
    public IReadOnlyList<SecretCall> Secrets => _secrets;

    public static Findings Of(string source, Node root)
    {
        var found = new Findings(source);
        found.Visit(root, flows: true);
        return found;
    }

    private void Visit(Node node, bool flows)
    {
        switch (node)
        {
            case ScopeRoot or Member or Chain when StaticPath.TryTake(node, out var root, out var names):
                AddPath(root!, names!, isWhole: true, flows);
                return;
            case Nodes.Index index:
                VisitPrefix(index.Target, flows);
                Visit(index.Key, flows);
                return;
            case IndexCall or MethodCall:
                VisitPrefix(((Link)node).Target, KeepsNothing(node) ? flows : true);
                foreach (var child in node.Children.Skip(1)) Visit(child, KeepsNothing(node) ? flows : true);
                return;
            case Call { Target: Constant { Name: "reveal" } } reveal:
                _reveals++;
                VisitAll(reveal, flows: true);
                _reveals--;
                return;
            case Call or New:
                foreach (var child in node.Children) Visit(child, flows: true);
                return;
            case Compare or Unary { Operator: UnaryOperator.Not or UnaryOperator.Typeof }:
                VisitAll(node, flows: false);
                return;
            case Conditional conditional:
                Visit(conditional.Test, flows: false);
                Visit(conditional.Yes, flows);
                Visit(conditional.No, flows);
                return;
            case Secret secret:
                AddSecret(secret);
                VisitAll(secret, flows: false);
                return;
            // What a sequence throws away may still have been put somewhere, and so may what a function returns.
            case Sequence or Arrow:
                VisitAll(node, flows: true);
                return;
            default:
                VisitAll(node, flows);
                return;
        }
    }

    private void VisitAll(Node node, bool flows)
    {
        foreach (var child in node.Children) Visit(child, flows);
    }

    /// <summary>What a computed key or a method is applied to: if it is a static path, more is read than the path says.</summary>
    private void VisitPrefix(Node target, bool flows)
    {
        if (StaticPath.TryTake(target, out var root, out var names)) AddPath(root!, names!, isWhole: false, flows);
        else Visit(target, flows);
    }

    private static bool KeepsNothing(Node node) => node is MethodCall method && Pure.Contains(method.Property.Text);

    private void AddPath(ScopeRoot root, List<PropertyName> names, bool isWhole, bool flows)
    {
        var (line, column) = Place.Of(_source, root.Position);
        _references.Add(new PathReference(root.Name, [.. names.Select(n => n.Text)], isWhole, flows, line, column) { IsRevealed = _reveals > 0 });
    }

    private void AddSecret(Secret secret)
    {
        var (line, column) = Place.Of(_source, secret.Position);
        _secrets.Add(new SecretCall(secret.Template, line, column) { IsRevealed = _reveals > 0 });
    }
}
