using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keyway.Engine.Values;
using Keyway.Server.Auth;

namespace Keyway.Server.Api;

/// <summary>The JSON of the API: names in snake case, times in ISO 8601 UTC, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(ValueAsHandles), typeof(UtcTime)])]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(ApiKeyFacts))]
[JsonSerializable(typeof(DeployReply))]
[JsonSerializable(typeof(CheckReply))]
[JsonSerializable(typeof(WorkflowReply))]
[JsonSerializable(typeof(Page<WorkflowSummary>))]
[JsonSerializable(typeof(Page<VersionSummary>))]
[JsonSerializable(typeof(TriggerReply))]
[JsonSerializable(typeof(ManualRunReply))]
[JsonSerializable(typeof(RunReply))]
[JsonSerializable(typeof(Page<RunLine>))]
[JsonSerializable(typeof(RunOrderReply))]
[JsonSerializable(typeof(RunFact))]
[JsonSerializable(typeof(BulkReplay))]
[JsonSerializable(typeof(BulkReplayReply))]
[JsonSerializable(typeof(Page<AppLine>))]
[JsonSerializable(typeof(AppReply))]
[JsonSerializable(typeof(ActionReply))]
[JsonSerializable(typeof(ActionRunReply))]
[JsonSerializable(typeof(ItemReply))]
[JsonSerializable(typeof(Page<ItemReply>))]
[JsonSerializable(typeof(Page<SecretStoreReply>))]
[JsonSerializable(typeof(Page<KeyReply>))]
[JsonSerializable(typeof(NewKeyReply))]
[JsonSerializable(typeof(KeyWish))]
[JsonSerializable(typeof(SecretFacts))]
[JsonSerializable(typeof(Page<SecretReply>))]
[JsonSerializable(typeof(AliveReply))]
[JsonSerializable(typeof(ReadyReply))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>
    /// As the API writes: <c>«»</c> and <c>+</c> stand as they are. The replies are JSON for programs, never part of a page, so the stricter
    /// default would only make them harder to read.
    /// </summary>
    public static ApiJson Relaxed => Made.Relaxed;

    /// <summary>Makes the framework's own reading and writing the same.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new ValueAsHandles());
        options.Converters.Add(new UtcTime());
    }

    // Apart, since the generated Default is set by the type's own initializer, in an order that nobody promises.
    private static class Made
    {
        public static readonly ApiJson Relaxed = Make();
    }

    private static ApiJson Make()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.TypeInfoResolverChain.Clear();
        return new ApiJson(options);
    }
}

/// <summary>A value in a reply: every labelled leaf as its handle.</summary>
public sealed class ValueAsHandles : JsonConverter<Value>
{
    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return ValueJson.Parse(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(document.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => ValueJson.Write(writer, value, LeafWriter.Handles);
}

/// <summary>Times in UTC, to the millisecond: <c>2026-01-31T12:00:00.000Z</c>.</summary>
public sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">The <c>cursor</c> of the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
