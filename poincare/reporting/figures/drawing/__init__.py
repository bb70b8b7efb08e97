"""What several figures draw alike: lines, boxes, discs and their labels."""
