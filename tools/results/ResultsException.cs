namespace Striate.Results;

/// <summary>A file of results is missing or wrong; the message is one line that names it.</summary>
public sealed class ResultsException(string message) : Exception(message);
