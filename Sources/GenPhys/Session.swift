public import GenPhysSyntax
