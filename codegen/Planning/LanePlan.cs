using Striate.Codegen.Kernels;

namespace Striate.Codegen.Planning;

/// <summary>How a convolution is computed in lanes.</summary>
/// <param name="Layout">Lanes and bands.</param>
/// <param name="Ring">True: the rows of a window are packed once into a ring of rows. False: cells are packed when they are loaded.</param>
/// <param name="BlockOutputs">Most output channels per class.</param>
/// <param name="Sum">The residual addition that is computed with it; null for none.</param>
internal sealed record LanePlan(LaneLayout Layout, bool Ring, int BlockOutputs, FusedAdd? Sum = null);
