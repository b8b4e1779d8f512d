namespace System;

[Serializable]
public enum DateTimeKind
{
    Utc = 1,
    [Obsolete("nanoFramework doesn't support local time, so DateTimeKind.Local is provided to allow code reuse and keep consistency with full .NET framework", true)]
    Local = 2,
}
