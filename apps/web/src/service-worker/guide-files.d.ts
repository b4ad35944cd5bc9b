declare module 'virtual:guide-files' {
  export default function isGuideFile(path: string): boolean;
}
