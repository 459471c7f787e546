using Keyway.Engine.Apps;

namespace Keyway.Apps.Data;

/// <summary>Steps that work on values alone.</summary>
public static class DataApp
{
    public static readonly App App = new()
    {
        Key = "data",
        Name = "Data",
        Description = "Work on values within a workflow, without calling anything.",
        Auth = new AppAuth.None(),
        Actions = [SetValue.Action],
    };
}
