import Foundation

/// How much memory the engine may ask for.
package enum Memory {
  /// Three quarters of what this process can have, in bytes: the rest is for the system.
  package static let limit = 0.75 * min(physical, container, addressSpace)

  private static let physical = Double(ProcessInfo.processInfo.physicalMemory)

  /// The limit of the control group, under which containers run on Linux; "max" where there is none.
  private static let container =
    [
      "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ]
    .compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
    .compactMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    .min() ?? .infinity

  /// The limit that `ulimit -v` sets.
  private static let addressSpace: Double = {
    var limits = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let resource = RLIMIT_AS
    #endif
    guard getrlimit(resource, &limits) == 0, limits.rlim_cur < rlim_t(Int64.max) else {
      return .infinity
    }
    return Double(limits.rlim_cur)
  }()
}
