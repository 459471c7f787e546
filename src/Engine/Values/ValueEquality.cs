namespace Keyway.Engine.Values;

internal static class ValueEquality
{
    public static bool Equal(in Value a, in Value b)
    {
        if (a.Kind != b.Kind || !SameLabels(a.Labels, b.Labels)) return false;
        switch (a.Kind)
        {
            case ValueKind.String:
                return a.RawText == b.RawText;
            case ValueKind.Number:
                return a.RawNumber.Equals(b.RawNumber) && a.RawNumberText == b.RawNumberText;
            case ValueKind.Boolean:
                return a.RawBoolean == b.RawBoolean;
            case ValueKind.Array:
                a.TryGetArray(out var left);
                b.TryGetArray(out var right);
                if (left!.Count != right!.Count) return false;
                for (var i = 0; i < left.Count; i++)
                    if (!Equal(left[i], right[i])) return false;
                return true;
            case ValueKind.Object:
                a.TryGetObject(out var map);
                b.TryGetObject(out var other);
                if (map!.Count != other!.Count) return false;
                foreach (var (key, value) in map)
                    if (!other.Has(key) || !Equal(value, other.Get(key))) return false;
                return true;
            case ValueKind.Host:
                return ReferenceEquals(a.Identity, b.Identity);
            default:
                return true;
        }
    }

    private static bool SameLabels(Labels? a, Labels? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && a.All.Count == b.All.Count && a.All.All(b.All.Contains));
}
