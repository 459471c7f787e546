using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keyway.Floor;

internal sealed record Order(string? SlackToken, string? Channel, string? Name);

internal sealed record Message(string Channel, string Text);

internal sealed record Posted(bool Ok, string? Error, string? Channel, string? Ts, JsonElement? Message);

internal sealed record Reply(string? Ts);

/// <summary>The order as it is kept: the token is left out by having no place here.</summary>
internal sealed record Input(string Channel, string? Name);

internal sealed record Record(Input Input, Message Sent, Posted Posted);

internal sealed record Row(Guid Id, DateTimeOffset Started, DateTimeOffset Finished, bool Ok, Record Record);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Posted))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(Record))]
internal sealed partial class Shapes : JsonSerializerContext;
