internal import Foundation

/// `printf` formatting of one double in the C locale.
func formatted(_ value: Double, _ format: String) -> String {
  String(format: format, locale: nil, value)
}
