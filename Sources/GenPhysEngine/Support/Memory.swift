import Foundation

/// How much memory the engine may ask for.
enum Memory {
  /// Three quarters of the machine's physical memory, in bytes: the rest is for the system.
  static let limit = 0.75 * Double(ProcessInfo.processInfo.physicalMemory)
}
