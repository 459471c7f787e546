namespace Keyway.Engine.Redaction;

public sealed class SecretArena;
