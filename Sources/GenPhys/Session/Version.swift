/// The version of GenPhys.
public enum GenPhysVersion {
  /// As `genphys --version` prints it.
  public static let text = "0.1.0"
}
