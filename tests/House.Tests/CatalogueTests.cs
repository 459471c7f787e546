namespace Keyway.House.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void Every_app_folder_is_in_the_catalogue()
    {
        var catalogue = House.Read("src/Apps/AppCatalog.cs");
        foreach (var folder in Directory.GetDirectories(Path.Combine(House.Root, "src/Apps")).Select(p => Path.GetFileName(p)!).Where(f => f is not ("bin" or "obj")))
            catalogue.ShouldContain(folder + "App.", Case.Sensitive, $"{folder} is not listed.");
    }
}
