namespace Keyway.Engine.Sealing;

/// <summary>Something sealed does not open: it was sealed under another master key, for another thing, or is damaged. Which of these cannot be told.</summary>
public sealed class SealException(string what)
    : Exception($"{what} does not open: the master key is not the one it was sealed under, or the data is damaged. Start with the master key this data folder was made with.");
