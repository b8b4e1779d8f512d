namespace System;

[Serializable]
public delegate void AsyncCallback(IAsyncResult ar);
