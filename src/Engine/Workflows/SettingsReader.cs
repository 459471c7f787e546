using Keyway.Engine.Runs;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

internal static class SettingsReader
{
    public static WorkflowSettings Read(Place root)
    {
        var defaults = WorkflowSettings.Default;
        if (root.Find("settings") is not { } settings) return defaults;
        return new(
            settings.TextAt("history") switch
            {
                "failures" => StorageClass.Failures,
                "metadata" or "none" => StorageClass.Metadata,
                _ => defaults.History,
            },
            Quantity.Duration(settings.TextAt("retention")),
            Quantity.Duration(settings.TextAt("failed_retention")),
            (int?)settings.NumberAt("keep"),
            Quantity.Duration(settings.TextAt("timeout")) ?? defaults.Timeout,
            settings.TextAt("credentials") == "memory" ? CredentialPolicy.Memory : defaults.Credentials);
    }
}
