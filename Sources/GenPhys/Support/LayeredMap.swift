/// A map that grows by one entry at a time while copies of it are kept.
///
/// It consists of dictionaries of falling size, the newest last. A new entry is a layer of its own
/// that swallows those before it that are no larger: n entries cost O(n log n) in all though every
/// state stays intact, where a single dictionary would be copied whole each time.
struct LayeredMap<Key: Hashable & Sendable, Element: Sendable>: Sendable {
  private var layers: [[Key: Element]] = []

  /// The element of a key, in O(log n).
  subscript(key: Key) -> Element? {
    for layer in layers.reversed() {
      if let element = layer[key] { return element }
    }
    return nil
  }

  /// Gives a key an element.
  mutating func set(_ key: Key, _ element: Element) {
    var top = [key: element]
    while let below = layers.last, below.count <= top.count {
      layers.removeLast()
      top = below.merging(top) { $1 }
    }
    layers.append(top)
  }

  /// All entries.
  var merged: [Key: Element] {
    layers.reduce(into: [:]) { $0.merge($1) { $1 } }
  }
}
