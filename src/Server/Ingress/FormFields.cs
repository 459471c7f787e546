using Keyway.Engine.Values;
using Microsoft.AspNetCore.WebUtilities;

namespace Keyway.Server.Ingress;

/// <summary>The grammar that a query and an urlencoded form share: names to texts, a repeated name to an array.</summary>
public static class FormFields
{
    public static ObjectValue Read(string text)
    {
        var fields = new ObjectValue();
        foreach (var pair in new QueryStringEnumerable(text))
            Add(fields, pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        return fields;
    }

    public static void Add(ObjectValue fields, string name, Value value)
    {
        var present = fields.Get(name);
        if (present.IsUndefined) fields.Set(name, value);
        else if (present.TryGetArray(out var several)) several.Add(value);
        else fields.Set(name, Value.Array(present, value));
    }
}
