namespace System;

[System.Runtime.CompilerServices.ExcludeType]
public sealed class DBNull
{
    private DBNull() => throw null;
    public static readonly DBNull Value;
}
