namespace System;

[System.Runtime.CompilerServices.ExcludeType]
public struct TypedReference
{
}
