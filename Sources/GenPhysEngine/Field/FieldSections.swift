import Foundation

/// Sections of a kernel's tables at equally spaced widths, from which one at any width is blended.
///
/// Making a section takes 0.5 ms, blending four of them 10 µs. Cubics through widths 1/32 apart miss
/// 4e-6 of ln G where it lies 10 below its peak.
///
/// `@unchecked Sendable`: the lock guards the sections.
final class FieldSections: @unchecked Sendable {
  private let axis: BicubicTable.Axis
  private let lock = NSLock()
  private var sections: [Int: FieldTable] = [:]
  private let make: @Sendable (_ logWidth: Double) -> FieldTable

  private static let step = 1.0 / 32

  /// - Parameter make: the section at ln σ.
  init(
    _ logWidths: ClosedRange<Double>, make: @escaping @Sendable (_ logWidth: Double) -> FieldTable
  ) {
    axis = .init(logWidths, step: FieldSections.step)
    self.make = make
  }

  /// Makes the sections that these widths need.
  func prepare(_ logWidths: [Double], threads: Int) {
    let known = lock.withLock { Set(sections.keys) }
    let needed = Set(
      logWidths.flatMap { s in
        let first = axis.stencil(s).0
        return first..<(first + 4)
      }
    ).subtracting(known).sorted()
    Parallel.forEach(lanes: needed.count, threads: threads) { lane in
      let section = make(axis.node(needed[lane]))
      lock.withLock { sections[needed[lane]] = section }
    }
  }

  /// The section at ln σ.
  func section(_ logWidth: Double) -> FieldTable {
    let (first, weights) = axis.stencil(logWidth)
    let parts = lock.withLock { (first..<(first + 4)).map { sections[$0] } }
    return FieldTable(
      blending: parts.enumerated().map { $0.element ?? make(axis.node(first + $0.offset)) },
      weights: weights)
  }
}
