using System.Collections;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>What a kind of value can do: its methods, getters and constants by name. Built once, shared by all evaluations, never changed.</summary>
internal sealed partial class Members(string owner, Members? inherited = null) : IEnumerable<KeyValuePair<string, Value>>
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Native> _getters = new(StringComparer.Ordinal);

    /// <summary>The name that <c>constructor.name</c> and errors give.</summary>
    public string Owner => owner;

    public Members? Inherited => inherited;

    /// <summary>Every getter; the values are what enumerating this gives.</summary>
    public IReadOnlyDictionary<string, Native> Getters => _getters;

    /// <summary>A method whose result carries every label of what it was called on and with: what a function does that says nothing.</summary>
    public void Add(string name, int length, NativeCode code) => Add(name, length, LabelRule.Derives, code);

    public void Add(string name, int length, LabelRule rule, NativeCode code) => _values.Add(name, Value.FromHost(new Native(name, length, rule, code)));

    public void Add(string name, Value value) => _values.Add(name, value);

    public void AddGetter(string name, NativeCode code, LabelRule rule = LabelRule.Derives) => _getters.Add(name, new Native(name, 0, rule, code));

    public Value Read(Evaluator ev, in Value self, string name)
    {
        for (var members = this; members is not null; members = members.Inherited)
        {
            if (members._values.TryGetValue(name, out var value)) return value;
            if (members._getters.TryGetValue(name, out var getter)) return getter.Call(ev, self, []);
        }
        return Value.Undefined;
    }

    public bool Has(string name) => _values.ContainsKey(name) || _getters.ContainsKey(name) || (inherited?.Has(name) ?? false);

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => _values.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
