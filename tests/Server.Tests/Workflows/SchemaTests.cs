using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Server.Workflows;

namespace Keyway.Server.Tests.Workflows;

/// <summary>The schema that editors use and the check that a deploy makes say the same of a file's form.</summary>
public sealed class SchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(WorkflowSchema.Json.Span)!;

    // What the form alone decides.
    private static readonly string[] OfForm = ["unknown_key", "missing_key", "wrong_type", "not_supported", "trigger_not_supported"];

    [Fact]
    public void The_schema_says_which_it_is()
    {
        Schema["$schema"]!.GetValue<string>().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        Schema["title"]!.GetValue<string>().ShouldNotBeEmpty();
        Schema["properties"]!["steps"]!["items"]!["properties"]!["uses"]!["description"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public void The_samples_fit_it()
    {
        foreach (var file in Directory.GetFiles(Repository.Path("samples"), "*.yaml")) Refusal(File.ReadAllText(file)).ShouldBeNull();
    }

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var row in CheckTests.TriggerRules) Add(row.Data.Item1, $"keyway: 1\nname: hook\ntrigger:\n  http:\n    {row.Data.Item3}\nsteps: []\n");
            foreach (var row in CheckTests.StepRules) Add(row.Data.Item1, $"keyway: 1\nname: hook\ntrigger: http\nsteps:\n{row.Data.Item3}\n");
            foreach (var row in CheckTests.FileRules) Add(row.Data.Item1, row.Data.Item3 + "\n");
            return files;

            void Add(string code, string marked) => files.Add(code, Checked.Unmark(marked).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_schema_and_the_check_refuse_the_same(string code, string file)
    {
        var refusal = Refusal(file);
        var problems = Checked.File(file).Problems;
        if (problems.Any(p => OfForm.Contains(p.Code) && !IsMoreThanForm(p))) refusal.ShouldNotBeNull(code + "\n" + file);
        if (refusal is not null) problems.Select(p => p.Code).Intersect([.. OfForm, "invalid_value"]).ShouldNotBeEmpty($"{refusal}\n{file}");
    }

    /// <summary>What is told with a word of the form and needs more than the form: which of two keys, one text and no other.</summary>
    private static bool IsMoreThanForm(Problem problem) => problem.At.Path.Contains(".external", StringComparison.Ordinal) || problem.At.Path.EndsWith(".auth.hmac", StringComparison.Ordinal);

    [Fact]
    public void A_stranger_in_any_map_is_refused_by_both_or_by_neither()
    {
        var refused = 0;
        foreach (var file in DocumentTests.GuideFiles)
        {
            var source = TextPlaceTests.Read(file);
            foreach (var changed in WithStranger(source))
            {
                var bySchema = JsonSchema.Refusal(Schema, ToJson(changed), "") is not null;
                var byCheck = Repository.Check(changed).Problems.Any(p => p.Code is "unknown_key" or "wrong_type");
                bySchema.ShouldBe(byCheck, ToJson(changed)!.ToJsonString());
                if (byCheck) refused++;
            }
        }
        refused.ShouldBeGreaterThan(50);
    }

    /// <summary>The tree once for each map in it, with a key more in that map.</summary>
    private static IEnumerable<SourceNode> WithStranger(SourceNode node)
    {
        switch (node)
        {
            case SourceNode.List list:
                for (var i = 0; i < list.Items.Count; i++)
                    foreach (var inner in WithStranger(list.Items[i]))
                        yield return list with { Items = [.. list.Items.Take(i), inner, .. list.Items.Skip(i + 1)] };
                break;
            case SourceNode.Map map:
                yield return map with { Properties = [.. map.Properties, new("stranger", 1, 1, new SourceNode.Scalar("x", 1, 1, 1, 1))] };
                for (var i = 0; i < map.Properties.Count; i++)
                    foreach (var inner in WithStranger(map.Properties[i].Value))
                        yield return map with { Properties = [.. map.Properties.Take(i), map.Properties[i] with { Value = inner }, .. map.Properties.Skip(i + 1)] };
                break;
        }
    }

    private static string? Refusal(string yaml)
    {
        if (SourceFile.Read(yaml, "yaml") is not SourceRead.Read { Source: var source }) return "does not read";
        return JsonSchema.Refusal(Schema, ToJson(source), "");
    }

    private static JsonNode? ToJson(SourceNode node) => node switch
    {
        SourceNode.Scalar scalar => JsonNode.Parse(ValueJson.ToText(scalar.Value)),
        SourceNode.List list => new JsonArray([.. list.Items.Select(ToJson)]),
        SourceNode.Map map => new JsonObject(map.Properties.DistinctBy(p => p.Key).Where(p => p.Value is not SourceNode.Scalar { Value.IsNullish: true }).Select(p => KeyValuePair.Create(p.Key, ToJson(p.Value)))),
        _ => null,
    };
}

/// <summary>As much of JSON Schema as ours uses.</summary>
internal static class JsonSchema
{
    /// <summary>Why the value does not fit; null where it does.</summary>
    public static string? Refusal(JsonNode schema, JsonNode? value, string path)
    {
        if (schema is not JsonObject rules) return schema.GetValue<bool>() ? null : path + " is not known";
        foreach (var (rule, wanted) in rules)
            if (Broken(rule, wanted!, value, path) is { } broken) return broken;
        return rules["properties"] is not null || rules["additionalProperties"] is not null ? Properties(rules, value, path) : null;
    }

    private static string? Broken(string rule, JsonNode wanted, JsonNode? value, string path)
    {
        var text = value is JsonValue v && v.TryGetValue<string>(out var t) ? t : null;
        double? number = value is JsonValue n && n.GetValueKind() == System.Text.Json.JsonValueKind.Number ? n.GetValue<double>() : null;
        var good = rule switch
        {
            "type" => wanted.GetValue<string>() switch
            {
                "object" => value is JsonObject,
                "array" => value is JsonArray,
                "string" => text is not null,
                "integer" => number is { } whole && whole == Math.Floor(whole),
                "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
                var other => throw new InvalidOperationException("type " + other),
            },
            "pattern" => text is null || (Regex.IsMatch(text, wanted.GetValue<string>()) && !text.EndsWith('\n')),
            "maxLength" => text is null || text.Length <= wanted.GetValue<int>(),
            "enum" => wanted.AsArray().Any(w => JsonNode.DeepEquals(w, value)),
            "const" => number == wanted.GetValue<double>(),
            "minimum" => number >= wanted.GetValue<double>(),
            "maximum" => number <= wanted.GetValue<double>(),
            "maxItems" => value is not JsonArray items || items.Count <= wanted.GetValue<int>(),
            "minProperties" => value is not JsonObject map || map.Count >= wanted.GetValue<int>(),
            "maxProperties" => value is not JsonObject map || map.Count <= wanted.GetValue<int>(),
            "required" => value is not JsonObject map || wanted.AsArray().All(k => map.ContainsKey(k!.GetValue<string>())),
            "anyOf" => wanted.AsArray().Any(s => Refusal(s!, value, path) is null),
            "items" => value is not JsonArray items || items.All(i => Refusal(wanted, i, path) is null),
            "propertyNames" => value is not JsonObject map || map.All(p => Refusal(wanted, JsonValue.Create(p.Key), path) is null),
            "properties" or "additionalProperties" or "description" or "title" or "$schema" => true,
            _ => throw new InvalidOperationException($"The schema uses '{rule}', which this does not know."),
        };
        return good ? null : $"{path} breaks {rule}";
    }

    private static string? Properties(JsonObject rules, JsonNode? value, string path)
    {
        if (value is not JsonObject map) return null;
        foreach (var (name, child) in map)
        {
            var schema = rules["properties"]?[name] ?? rules["additionalProperties"];
            if (schema is not null && Refusal(schema, child, path + "." + name) is { } refusal) return refusal;
        }
        return null;
    }
}
