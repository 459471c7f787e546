using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Http;

/// <summary>The inputs body, body_type and content_type, read together.</summary>
internal abstract record BodyInput
{
    private BodyInput() { }

    public sealed record Valid(HttpBody Body) : BodyInput;

    public sealed record Invalid(string Problem) : BodyInput;
}

internal static class HttpBodyInput
{
    public static BodyInput Of(StepContext context)
    {
        var body = context["body"];
        if (body.IsUndefined) return new BodyInput.Valid(HttpBody.None.Instance);
        context["body_type"].TryGetText(out var type);
        var contentType = context["content_type"].TryGetText(out var given) ? given : null;
        var isContainer = body.Kind is ValueKind.Object or ValueKind.Array;
        switch (type)
        {
            case "json":
                return new BodyInput.Valid(new HttpBody.Json(body));
            case "form":
                return body.Kind == ValueKind.Object ? new BodyInput.Valid(new HttpBody.Form(HttpPairs.Of(body))) : new BodyInput.Invalid("A body of type form must be an object of fields.");
            case "multipart":
                return body.TryGetObject(out var parts) ? new BodyInput.Valid(new HttpBody.Multipart([.. parts.Select(p => Part(p.Key, p.Value))])) : new BodyInput.Invalid("A body of type multipart must be an object of fields and files.");
            case "text":
                return isContainer ? new BodyInput.Invalid("A body of type text must be a text.") : new BodyInput.Valid(new HttpBody.Text(body, contentType ?? "text/plain; charset=utf-8"));
            case "base64":
                return Bytes(body, contentType);
            default:
                return new BodyInput.Valid(isContainer || body.Kind != ValueKind.String ? new HttpBody.Json(body) : new HttpBody.Text(body, contentType ?? "text/plain; charset=utf-8"));
        }
    }

    private static HttpPart Part(string name, Value value)
    {
        if (value.Kind != ValueKind.Object) return new(name, value);
        value["filename"].TryGetText(out var fileName);
        value["mimetype"].TryGetText(out var type);
        return value["base64"].IsUndefined
            ? new(name, value["text"], fileName ?? "file", type)
            : new(name, value["base64"], fileName ?? "file", type, IsBase64: true);
    }

    private static BodyInput Bytes(Value body, string? contentType)
    {
        if (!body.TryGetText(out var base64)) return new BodyInput.Invalid("A body of type base64 must be a text of base64 that holds no credential.");
        try
        {
            return new BodyInput.Valid(new HttpBody.Bytes(Convert.FromBase64String(base64), contentType ?? "application/octet-stream"));
        }
        catch (FormatException)
        {
            return new BodyInput.Invalid("The body is not valid base64, as body_type says.");
        }
    }
}
