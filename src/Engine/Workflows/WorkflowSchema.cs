using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>The JSON Schema of a workflow file, made from the table that the check reads.</summary>
public static class WorkflowSchema
{
    /// <summary>The schema, as served at <c>/schema/workflow.json</c>.</summary>
    public static readonly ReadOnlyMemory<byte> Json = Encoding.UTF8.GetBytes(Make().ToJsonString(new JsonSerializerOptions
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }));

    private static JsonObject Make()
    {
        var schema = ShapeSchema.Of(WorkflowFormat.Workflow);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Keyway workflow");
        schema.Insert(2, "description", "A workflow file, version 1: a trigger and the steps that it runs.");
        return schema;
    }
}
