/// A picture as a value: a grid of panels, drawn by ``png(width:height:scale:)``,
/// ``svg(width:height:)``, ``pdf(width:height:)`` or, in a terminal, ``braille(columns:rows:color:)``.
///
/// The same figure always gives the same bytes. Nothing in a figure can make drawing trap: values
/// that have no place on an axis (NaN, infinities, non-positive values on a logarithmic axis) are
/// left out, and a panel without a drawable value says "no data".
public struct Figure: Sendable {
  /// A heading above all panels; empty for none.
  ///
  /// See ``RichText`` for `^{…}` and `_{…}`.
  public var title: String
  /// The panels, row by row.
  public var panels: [Axes]
  /// Panels in a row; `nil` chooses by their number.
  public var columns: Int?

  /// A figure of several panels, `columns` in a row.
  public init(title: String = "", panels: [Axes], columns: Int? = nil) {
    self.title = title
    self.panels = panels
    self.columns = columns
  }

  /// A figure of one panel.
  public init(_ axes: Axes) {
    self.init(panels: [axes])
  }

  /// Panels in a row after the automatic choice: at least one, at most as many as there are panels.
  package var resolvedColumns: Int {
    let count = max(panels.count, 1)
    if let columns { return min(max(columns, 1), count) }
    switch count {
    case 1: return 1
    case 2, 4: return 2
    default: return 3
    }
  }
}
