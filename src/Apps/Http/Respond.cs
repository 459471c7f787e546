using System.Buffers;
using System.Collections.Frozen;
using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Http;

internal static class Respond
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // The server writes these itself, from what it sends.
    private static readonly FrozenSet<string> Forbidden = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "connection", "content-length", "date", "keep-alive", "keyway-run", "preference-applied", "server", "trailer", "transfer-encoding", "upgrade");

    public static readonly AppAction Action = new()
    {
        Key = "respond",
        Title = "Respond to the caller",
        Description = "Answers the caller of an HTTP trigger whose respond is workflow. The first answer of a run wins.",
        HasEffect = false,
        NeedsCredential = false,
        Props =
        [
            Prop.Integer("status", "Status", "The HTTP status, from 200 to 599.").Between(200, 599).Optional(200),
            Prop.Object("headers", "Headers", "Header names and their values; a list sends a header several times.").Optional(),
            Prop.Any("body", "Body", "Text is sent as it is; an object, list, number or boolean as JSON.").Optional(),
            Prop.Boolean("immediate", "Immediately", "Answers when this step runs, while the workflow goes on; otherwise the answer is sent when the run has ended.").Optional(false),
        ],
        Run = static (context, _) => ValueTask.FromResult(Run(context)),
    };

    private static StepResult Run(StepContext context)
    {
        context["status"].TryGetNumber(out var status);
        context["immediate"].TryGetBoolean(out var immediate);
        var headers = new List<HttpAnswerHeader>();
        if (context["headers"].TryGetObject(out var given))
        {
            foreach (var (name, value) in given)
            {
                var problem = value.TryGetArray(out var list)
                    ? list.Select(item => Add(headers, name, item)).FirstOrDefault(p => p is not null)
                    : Add(headers, name, value);
                if (problem is not null) return new StepResult.Failed(new("invalid_input", problem));
            }
        }
        return new StepResult.Succeeded(Value.Undefined) { Answer = new HttpAnswer((int)status, headers, context["body"], immediate), Summary = $"answered {(int)status}" };
    }

    /// <summary>Adds the header, or says what is wrong with it.</summary>
    private static string? Add(List<HttpAnswerHeader> headers, string name, Value value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters)) return "A header's name has a character that no header name may have, or is empty.";
        if (Forbidden.Contains(name)) return $"The header '{name.ToLowerInvariant()}' is set by the server itself and cannot be given.";
        if (value.IsNullish) return null;
        if (value.IsLabelled) return $"The header '{name.ToLowerInvariant()}' holds a credential. If the caller is meant to have it, write reveal(...) around it.";
        if (Text(value) is not { } text) return $"The header '{name.ToLowerInvariant()}' must be a text, a number or a boolean.";
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return $"The header '{name.ToLowerInvariant()}' has a line break or another character outside printable ASCII in its value.";
        headers.Add(new(name, text));
        return null;
    }

    private static string? Text(Value value)
    {
        if (value.TryGetText(out var text)) return text;
        if (value.TryGetNumber(out var number)) return JsNumber.Format(number);
        return value.TryGetBoolean(out var flag) ? flag ? "true" : "false" : null;
    }
}
