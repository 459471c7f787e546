using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Expressions;

/// <summary>What Node makes of an expression, and the same of ours in the same words.</summary>
internal static class Oracle
{
    public const string Steps =
        """{"trigger":{"event":{"method":"POST","body":{"name":"Ada Lovelace","email":"ada@example.org","age":36,"tags":["b","a","c"],"nested":{"deep":{"er":[1,{"x":2}]}},"empty":"","zero":0,"no":false,"nothing":null,"price":19.99,"items":[{"id":1,"price":9.5,"qty":2,"name":"pen"},{"id":2,"price":3.25,"qty":1,"name":"ink"},{"id":3,"price":100,"qty":0,"name":"desk"}],"text":"The quick brown fox\njumps over\tthe lazy dog","unicode":"naïve café 😀 Ω","date":"2024-02-29T12:34:56.789Z","json":"{\"a\":[1,2,{\"b\":null}],\"c\":\"d\"}"},"headers":{"content-type":"application/json","x-list":"a, b,c"}}},"list":{"$return_value":[3,1,2,10,-1]},"users":{"$return_value":[{"id":"u1","name":"Zoë","active":true},{"id":"u2","name":"adam","active":false},{"id":"u3","name":"Bob","active":true}]}}""";

    public const string Env = """{"MODE":"test","URL":"https://api.example.org/v1"}""";

    public static readonly DateTimeOffset Now = new(2024, 7, 4, 15, 6, 7, 89, TimeSpan.Zero);

    public static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    public static EvaluationScope Scope() => new()
    {
        Steps = Containers.Freeze(ValueJson.Parse(Steps)),
        Env = Containers.Freeze(ValueJson.Parse(Env)),
        Now = Now,
        Random = new Random(7),
    };

    /// <summary>One Node process for all of them.</summary>
    public static string[] AskNode(IReadOnlyList<string> sources)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder(), "oracle.js")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["TZ"] = "UTC";
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEndAsync();
        node.StandardInput.Write(JsonSerializer.Serialize(new { steps = Steps, env = Env, now = Now.ToUnixTimeMilliseconds(), sources }));
        node.StandardInput.Close();
        node.WaitForExit();
        node.ExitCode.ShouldBe(0, errors.Result);
        // Two of Node's errors have no code of their own here.
        return [.. JsonSerializer.Deserialize<string[]>(output.Result)!.Select(o => o switch { "throws URIError" => "throws RangeError", "throws DataCloneError" => "throws TypeError", _ => o })];
    }

    public static string AskOurs(string source, EvaluationScope scope) => Expression.Parse(source) switch
    {
        ExpressionParse.Failed failed => Throws(failed.Error),
        ExpressionParse.Parsed parsed => parsed.Expression.Evaluate(scope, ExpressionLimits.Default) switch
        {
            Evaluation.Succeeded succeeded => Show(succeeded.Value),
            Evaluation.Failed failed => Throws(failed.Error),
            var other => other.ToString(),
        },
        _ => throw new InvalidOperationException(),
    };

    private static string Throws(ExpressionError error) => error.Code switch
    {
        "expression_syntax" => "throws SyntaxError",
        "expression_type" => "throws TypeError",
        "expression_reference" => "throws ReferenceError",
        "expression_range" => "throws RangeError",
        _ => "throws " + error.Code,
    };

    public static string Show(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined: return "undefined";
            case ValueKind.Null: return "null";
            case ValueKind.Boolean: return value.TryGetBoolean(out var flag) && flag ? "true" : "false";
            case ValueKind.Number: return value.TryGetNumber(out var number) && number == 0 && double.IsNegative(number) ? "-0" : JsNumber.Format(number);
            case ValueKind.String: return value.TryGetText(out var text) ? Quote(text) : value.ToString();
            case ValueKind.Array:
                value.TryGetArray(out var list);
                return "[" + string.Join(',', list!.Select(i => Show(i))) + "]";
            case ValueKind.Object:
                value.TryGetObject(out var map);
                return "{" + string.Join(',', map!.Select(p => Quote(p.Key) + ":" + Show(p.Value))) + "}";
            default: throw new InvalidOperationException("a host value left the evaluation");
        }
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair) quoted.Append(c).Append(text[++i]);
            else if ("\"\\".Contains(c)) quoted.Append('\\').Append(c);
            else if ("\b\f\n\r\t".IndexOf(c) is >= 0 and var known) quoted.Append('\\').Append("bfnrt"[known]);
            else if (c < ' ' || char.IsSurrogate(c)) quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
