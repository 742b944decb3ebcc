/// How an axis, or a colour scale, spreads its values.
public enum AxisScale: Sendable, Hashable {
  /// Equal differences take equal lengths.
  case linear
  /// Equal ratios take equal lengths; only positive values have a place.
  case log
}
