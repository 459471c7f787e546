using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>The names of the steps in their order, so that an expression's reference can be told to be earlier, later or unknown.</summary>
internal sealed class StepNames
{
    private readonly Dictionary<string, int> _places = [];

    public IEnumerable<string> All => _places.Keys;

    public IEnumerable<string> Before(int step) => _places.Where(p => p.Value < step).Select(p => p.Key);

    public IEnumerable<string> After(int step) => _places.Where(p => p.Value > step).Select(p => p.Key);

    /// <summary>Its place in the list; null when there is no such step.</summary>
    public int? Find(string name) => _places.TryGetValue(name, out var at) ? at : null;

    public static StepNames Read(Place root, Problems problems)
    {
        var names = new StepNames();
        var at = 0;
        foreach (var step in root.ItemsAt("steps"))
        {
            if (step.Find("name") is { Text: { } name } place)
            {
                if (name is "trigger" or "__proto__") problems.Error("reserved_name", place.Spot, $"A step cannot be named '{name}'.");
                else if (!names._places.TryAdd(name, at)) problems.Error("duplicate_step", place.Spot, $"Two steps are named '{Problems.Shown(name)}'. Rename one.");
            }
            at++;
        }
        return names;
    }
}
