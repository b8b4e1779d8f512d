namespace System;

[Serializable]
[AttributeUsage(AttributeTargets.All)]
public abstract class Attribute
{
    protected Attribute() => throw null;
}
