/// Sizes and colours of everything that is not data.
///
/// Pixels at 600 wide; tuned by looking.
enum Theme {
  static let figureTitle = Font(size: 14.5, isBold: true)
  static let title = Font(size: 13, isBold: true)
  static let label = Font(size: 12.5)
  static let tick = Font(size: 11)
  static let legend = Font(size: 11)
  static let imageTitle = Font(size: 10)

  static let lineWidth = 1.6
  static let spineWidth = 0.8
  static let gridWidth = 0.7
  static let majorTick = 4.0
  static let minorTick = 2.2

  static let spine = Color(hex: 0x4A4A4A)
  static let grid = Color(hex: 0xE9E9EC)
  static let text = Palette.ink
  static let missing = Color(hex: 0xB8B8B8)

  static let outerMargin = 8.0
  static let labelGap = 6.0
  static let panelGap = 10.0
  static let colorBarWidth = 11.0
  static let colorBarGap = 10.0
  static let legendLine = 16.0
  static let legendSwatch = 20.0
}
