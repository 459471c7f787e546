using System.Text.RegularExpressions;

namespace Keyway.House.Tests;

/// <summary>Who may see a secret's text.</summary>
public sealed partial class SecretTests
{
    /// <summary>Each with its reason. Whoever adds a file here has thought about what becomes of the text.</summary>
    private static readonly Dictionary<string, string> MayReveal = new()
    {
        ["src/Engine/Values/ValueJson.cs"] = "writes an answer's revealed leaves, as the author asked",
        ["src/Engine/Connections/LiftPlan.cs"] = "registers what it lifts with the run's arena",
        ["src/Engine/Connections/LiftPoint.cs"] = "registers what it lifts with the run's arena",
        ["src/Engine/Connections/CredentialBox.cs"] = "writes the box that is sealed at once",
        ["src/Engine/Runs/Filling.cs"] = "joins texts; the result carries the labels",
        ["src/Engine/Runs/RunRevival.cs"] = "registers what comes out of the box with the run's arena",
        ["src/Engine/Runs/Replay.cs"] = "registers what is given anew with the run's arena",
        ["src/Engine/Runs/SecretReading.cs"] = "registers what a store gave with the run's arena",
        ["src/Server/Ingress/TriggerKeys.cs"] = "makes the digest or the signing key that callers are compared with",
        ["src/Server/Deployments/TriggerKeyReading.cs"] = "hands a trigger's key on, as a SecretValue",
        ["src/Secrets/Outbound/RequestWriter.cs"] = "writes a request, for hosts that may have it",
    };

    [Fact]
    public void Reveal_is_called_only_where_it_is_listed()
    {
        var callers = House.Sources("src").Where(p => Call().IsMatch(House.Read(p)) && !IsDeclaration(p)).ToList();
        callers.Except(MayReveal.Keys).ShouldBeEmpty("A secret's text is seen here; list the file with its reason, or do without.");
        MayReveal.Keys.Except(callers).ShouldBeEmpty("Listed, and does not call it any more.");
    }

    [Fact]
    public void Types_that_hold_a_secret_are_not_records_and_do_not_print()
    {
        string[] holders = ["src/Engine/Secrets/SecretValue.cs", "src/Engine/Connections/Credential.cs", "src/Engine/Connections/CredentialBox.cs", "src/Engine/Redaction/SecretArena.cs"];
        foreach (var path in holders)
        {
            var text = House.Read(path);
            text.ShouldContain("public sealed class ");
            text.ShouldNotContain("override string ToString", Case.Sensitive, path);
        }
    }

    private static bool IsDeclaration(string path) => path is "src/Engine/Values/Value.cs" or "src/Engine/Secrets/SecretValue.cs";

    [GeneratedRegex(@"\.Reveal\(\)")]
    private static partial Regex Call();
}
