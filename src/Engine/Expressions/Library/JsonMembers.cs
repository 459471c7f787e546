using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

internal static class JsonMembers
{
    public static readonly Members Instance = new("JSON", ObjectMembers.Instance)
    {
        { "parse", 2, Parse },
        { "stringify", 3, LabelRule.PassesOn, (in NativeCall call) => new JsonText(call.Ev, call[1], call[2]).Write(call[0]) },
    };

    private static Value Parse(in NativeCall call)
    {
        var text = call.Text(0);
        call.Ev.AllocateText(text.Length);
        var value = new JsonReader(call.Ev, text).Read();
        if (call[1].Host is not Function revive) return value;
        return Revive(call.Ev, revive, Value.Object(("", value)), "", value);
    }

    /// <summary>From the leaves up, as JavaScript does it. What was read belongs to this call alone, so it is changed in place.</summary>
    private static Value Revive(Evaluator ev, Function revive, in Value holder, string key, in Value value)
    {
        ev.Enter();
        if (value.TryGetArray(out var list))
            for (var i = 0; i < list.Count; i++) list.Items[i] = Revive(ev, revive, value, JsNumber.Format(i), list[i]);
        else if (value.TryGetObject(out var map))
            foreach (var (name, property) in Properties.Own(ev, value))
            {
                var revived = Revive(ev, revive, value, name, property);
                if (revived.IsUndefined) map.Remove(name);
                else map.Set(name, revived);
            }
        var result = revive.Call(ev, holder, [key, value]);
        ev.Leave();
        return result;
    }
}
