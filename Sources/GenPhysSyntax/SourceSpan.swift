// Created by the first commit; replaced by the parser.
