using Keyway.Engine.Values;

namespace Keyway.Engine.Workflows.Format;

/// <summary>Holds a file to its format: unknown, missing and repeated keys, and values of the wrong kind. Goes on after each, to find all.</summary>
internal static class ShapeCheck
{
    /// <summary>Notes what does not fit. True where everything below does.</summary>
    public static bool Fits(Shape shape, Place place, Problems problems) => shape switch
    {
        Shape.Anything => FitsAnything(place, problems),
        Shape.Map map => place.IsMap ? FitsMap(map, place, problems) : Wrong(shape, place, problems),
        Shape.List list => FitsList(list, place, problems),
        Shape.Either either => FitsEither(either, place, problems),
        _ => FitsScalar(shape, place, problems),
    };

    private static bool FitsMap(Shape.Map map, Place place, Problems problems)
    {
        var fits = true;
        var given = 0;
        var seen = new HashSet<string>();
        foreach (var property in ((SourceNode.Map)place.Node).Properties)
        {
            var at = place.SpotOf(property);
            if (!seen.Add(property.Key))
            {
                fits = Error("duplicate_key", at, $"The key '{Problems.Shown(property.Key)}' is here twice. Keep one.");
                continue;
            }
            var value = new Place(property.Value, at.Path);
            var field = map.Find(property.Key);
            if (field is null && map.Others is { } others)
            {
                if (map.OtherKeys is { } keys && !IsMatch(keys, property.Key)) fits = Error("invalid_value", at, $"This key is not {keys.Expected}.");
                fits &= Fits(others, value, problems);
                continue;
            }
            if (field is null)
            {
                fits = Unknown(property.Key, at);
                continue;
            }
            if (field.NotYet is { } code)
            {
                fits = Error(code, at, $"'{field.Name}' is not supported by this version of Keyway. Known here: {Names(map)}.");
                continue;
            }
            // A key with nothing behind it is an absent one.
            if (value.IsNull && field.Shape is not Shape.Anything) seen.Remove(field.Name);
            else
            {
                given++;
                fits &= Fits(field.Shape, value, problems);
            }
        }
        foreach (var field in map.Fields)
            if (field.Required && !seen.Contains(field.Name))
                fits = Error("missing_key", place.SpotOfMissing(field.Name), $"'{field.Name}' is missing. It is {field.Shape.InWords}.");
        if (map.IsChoice && given != 1 && fits)
            fits = Error("wrong_type", place.Spot, given == 0 ? $"One of {Names(map)} is needed here." : $"Only one of {Names(map)} can stand here.");
        return fits;

        bool Unknown(string key, SourceSpot at)
        {
            var near = NearestName.Of(key, map.Offered.Select(f => f.Name));
            return Error("unknown_key", at, $"The key '{Problems.Shown(key)}' is not known here." + (near is null ? $" Known: {Names(map)}." : ""), near);
        }

        bool Error(string code, SourceSpot at, string message, string? suggestion = null)
        {
            problems.Error(code, at, message, suggestion);
            return false;
        }
    }

    private static bool FitsList(Shape.List list, Place place, Problems problems)
    {
        if (place.Node is not SourceNode.List { Items: var items }) return Wrong(list, place, problems);
        if (items.Count > list.Max)
        {
            problems.Error("invalid_value", place.Spot, $"At most {list.Max} items can stand here.");
            return false;
        }
        var fits = true;
        foreach (var item in place.Items) fits &= Fits(list.Item, item, problems);
        return fits;
    }

    private static bool FitsEither(Shape.Either either, Place place, Problems problems)
    {
        foreach (var shape in either.Shapes)
            if (IsOfKind(shape, place.Node)) return Fits(shape, place, problems);
        return Wrong(either, place, problems);
    }

    private static bool IsOfKind(Shape shape, SourceNode node) => shape switch
    {
        Shape.Map => node is SourceNode.Map,
        Shape.List => node is SourceNode.List,
        Shape.Flag => node is SourceNode.Scalar { Value.Kind: ValueKind.Boolean },
        Shape.Whole => node is SourceNode.Scalar { Value.Kind: ValueKind.Number },
        _ => node is SourceNode.Scalar { Value.Kind: ValueKind.String },
    };

    /// <summary>Only repeated keys can be wrong in a value of any shape.</summary>
    private static bool FitsAnything(Place place, Problems problems)
    {
        var fits = true;
        foreach (var item in place.Items) fits &= FitsAnything(item, problems);
        if (!place.IsMap) return fits;
        return FitsMap(AnyMap, place, problems) && fits;
    }

    private static readonly Shape.Map AnyMap = new([]) { Others = new Shape.Anything() };

    private static bool FitsScalar(Shape shape, Place place, Problems problems)
    {
        if (place.Node is not SourceNode.Scalar { Value: var value }) return Wrong(shape, place, problems);
        value.TryGetText(out var text);
        if (!IsOfKind(shape, place.Node)) return Wrong(shape, place, problems);
        var good = shape switch
        {
            Shape.Text s => IsMatch(s, text!),
            Shape.Word s => s.Words.Contains(text),
            Shape.Whole s => value.TryGetNumber(out var number) && number == Math.Floor(number) && number >= s.Min && number <= s.Max,
            Shape.Duration s => Quantity.Duration(text) is { } time && time >= s.Min && time <= s.Max,
            Shape.Size s => Quantity.Size(text) is { } size && size >= 1 && size <= s.Max,
            Shape.PerTime => Quantity.Rate(text) is not null,
            _ => true,
        };
        if (good) return true;
        // The value itself is not repeated: it may be a secret that was pasted into the wrong place.
        var near = shape is Shape.Word word ? NearestName.Of(text!, word.Words) : null;
        problems.Error("invalid_value", place.Spot, $"Expected {shape.InWords}.", near);
        return false;
    }

    // In .NET "$" also matches before a last line feed.
    private static bool IsMatch(Shape.Text shape, string text) => text.Length <= shape.MaxLength && !text.EndsWith('\n') && shape.Pattern.IsMatch(text);

    private static bool Wrong(Shape shape, Place place, Problems problems)
    {
        var got = place.Node switch
        {
            SourceNode.Map => "a map",
            SourceNode.List => "a list",
            SourceNode.Scalar { Value: var value } => value.Kind switch
            {
                ValueKind.String => "text",
                ValueKind.Number => "a number",
                ValueKind.Boolean => "true or false",
                _ => "nothing",
            },
            _ => "something else",
        };
        problems.Error("wrong_type", place.Spot, $"Expected {shape.InWords}; got {got}.");
        return false;
    }

    private static string Names(Shape.Map map) => string.Join(", ", map.Offered.Select(f => f.Name));
}
