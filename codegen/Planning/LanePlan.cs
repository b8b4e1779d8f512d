namespace Striate.Codegen.Planning;

/// <summary>How a convolution is computed in lanes.</summary>
/// <param name="Layout">Lanes and bands.</param>
/// <param name="Ring">True: the rows of a window are packed once into a ring of rows. False: cells are packed when they are loaded.</param>
/// <param name="BlockOutputs">Most output channels per class.</param>
public sealed record LanePlan(LaneLayout Layout, bool Ring, int BlockOutputs);
