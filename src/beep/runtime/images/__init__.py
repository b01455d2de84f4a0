"""Images, only ever opened in a process of their own that can do nothing but its work.

Empty on purpose: the process imports this package and must not bring Beep along.
"""
